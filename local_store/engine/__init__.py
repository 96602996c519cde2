"""The database engines: SQLCipher and PostgreSQL through SQLAlchemy, their errors, who may write when."""
