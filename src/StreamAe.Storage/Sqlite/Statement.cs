using System.Text;
using SQLitePCL;

namespace StreamAe.Storage.Sqlite;

/// <summary>
/// A prepared statement, bound from spans: a commit runs thousands of them, and the provider's commands would box every value and copy every
/// blob into an array of its own. Bind, then <see cref="Run"/>, or <see cref="Step"/> until false. After an error it is reset and usable.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly Database _database;
    private readonly sqlite3_stmt _statement;

    public Statement(Database database, string sql)
    {
        _database = database;
        database.Check(raw.sqlite3_prepare_v3(database.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <param name="index">1-based.</param>
    public Statement Bind(int index, long value)
    {
        _database.Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    /// <summary>NaN becomes null: SQLite knows no such number.</summary>
    public Statement BindDouble(int index, double value)
    {
        _database.Check(raw.sqlite3_bind_double(_statement, index, value));
        return this;
    }

    public Statement BindNull(int index)
    {
        _database.Check(raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    public Statement BindText(int index, string value) => BindText(index, Encoding.UTF8.GetBytes(value));

    public Statement BindText(int index, ReadOnlySpan<byte> utf8)
    {
        _database.Check(raw.sqlite3_bind_text(_statement, index, utf8));
        return this;
    }

    public Statement BindBlob(int index, ReadOnlySpan<byte> value)
    {
        _database.Check(raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    /// <summary>True at a row; false at the end, where the statement is reset.</summary>
    public bool Step()
    {
        int rc = raw.sqlite3_step(_statement);
        if (rc == raw.SQLITE_ROW)
        {
            return true;
        }

        try
        {
            if (rc != raw.SQLITE_DONE)
            {
                _database.Check(rc);
            }
        }
        finally
        {
            Reset();
        }

        return false;
    }

    public void Run()
    {
        while (Step())
        {
        }
    }

    /// <summary>The one number that it returns.</summary>
    public long RunForInt64() => TryRunForInt64() ?? throw new InvalidDataException($"{_database.Path} is damaged: a statement returned nothing.");

    /// <summary>The one number that it returns; null where it returns no row.</summary>
    public long? TryRunForInt64()
    {
        if (!Step())
        {
            return null;
        }

        long value = Int64(0);
        Run();
        return value;
    }

    /// <summary>Ends it before its last row.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public bool IsBlob(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_BLOB;

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public double Double(int column) => raw.sqlite3_column_double(_statement, column);

    /// <summary>The bytes of a blob, or the UTF-8 bytes of a text; valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public void Dispose() => _statement.Dispose();
}
