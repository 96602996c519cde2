"""The database engine: SQLCipher through SQLAlchemy, its pragmas, its errors, its one writer."""
