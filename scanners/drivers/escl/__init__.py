"""Network scanners that speak eSCL (Mopria eSCL specification 2.97, also called AirScan), without discovery."""
