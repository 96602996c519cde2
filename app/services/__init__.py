"""One use case a module. Services know domain and ports, nothing else."""
