using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace StreamAe.Storage.Sqlite;

/// <summary>
/// One connection to the store's file with the settings of the house, and the statements prepared on it. Not safe for concurrent use.
/// The provider opens the connection; statements are SQLite's own (see <see cref="Statement"/>).
/// </summary>
internal sealed class Database : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly List<Statement> _statements = [];
    private readonly Statement _begin;
    private readonly Statement _beginImmediate;
    private readonly Statement _commit;

    private Database(SqliteConnection connection, string path)
    {
        _connection = connection;
        Path = path;
        _begin = Prepare("BEGIN");
        _beginImmediate = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
    }

    public string Path { get; }

    public sqlite3 Handle => _connection.Handle!;

    /// <exception cref="InvalidDataException">The file is no database, or damaged.</exception>
    public static Database Open(string path, DatabaseUse use)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = use switch
            {
                DatabaseUse.Create => SqliteOpenMode.ReadWriteCreate,
                DatabaseUse.Observe => SqliteOpenMode.ReadOnly,
                _ => SqliteOpenMode.ReadWrite,
            },
            Pooling = false,
        }.ToString());
        Database? database = null;
        try
        {
            connection.Open();
            database = new Database(connection, path);
            database.Execute(SettingsOf(use));
            return database;
        }
        catch (SqliteException error) when (IsDamage(error))
        {
            connection.Dispose();
            throw Damaged(path, error);
        }
        catch (SqliteException error) when (error.SqliteErrorCode is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM)
        {
            connection.Dispose();
            string purpose = use == DatabaseUse.Observe ? "reading" : "writing";
            throw new IOException($"{path} cannot be opened for {purpose} ({error.Message}). Check the rights on the file and its folder.", error);
        }
        catch
        {
            database?.Dispose();
            connection.Dispose();
            throw;
        }
    }

    private static bool IsDamage(SqliteException error) =>
        error.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    private static bool IsLocked(SqliteException error) => error.SqliteErrorCode is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    private static InvalidDataException Damaged(string path, SqliteException error) => new(
        $"{path} is damaged or no store of StreamAe ({error.Message}). Restore the data folder from a copy, or start with a new one.", error);

    private static IOException Locked(string path, SqliteException error) => new(
        $"{path} is locked by another program ({error.Message}). Only one StreamAe process may use it: end what has the file open for writing.", error);

    /// <summary>A statement that lives as long as the connection.</summary>
    public Statement Prepare(string sql)
    {
        var statement = new Statement(this, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>
    /// Runs statements, ended by semicolons, that take no parameters; what they answer is dropped. The first that fails ends it. SQLite's own
    /// call: the provider goes on after a statement that could not be compiled.
    /// </summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(Handle, sql));

    /// <param name="write">Take the right to write at once, so that no later statement fails for it.</param>
    public void Begin(bool write) => (write ? _beginImmediate : _begin).Run();

    public void Commit() => _commit.Run();

    /// <summary>Takes everything since <see cref="Begin"/> back; nothing where SQLite already did that itself.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(Handle) == 0)
        {
            Execute("ROLLBACK");
        }
    }

    /// <summary>Runs <paramref name="work"/> in a transaction that writes: all of it is in the store afterwards, or nothing.</summary>
    public T InTransaction<T>(Func<T> work)
    {
        try
        {
            Begin(write: true);
            T result = work();
            Commit();
            return result;
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    /// <summary>Rows that the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(Handle);

    /// <summary>Throws where <paramref name="rc"/> is an error.</summary>
    public void Check(int rc)
    {
        if (rc == raw.SQLITE_OK)
        {
            return;
        }

        try
        {
            SqliteException.ThrowExceptionForRC(rc, Handle);
        }
        catch (SqliteException error) when (IsDamage(error))
        {
            throw Damaged(Path, error);
        }
        catch (SqliteException error) when (IsLocked(error))
        {
            throw Locked(Path, error);
        }
    }

    public void Dispose()
    {
        foreach (Statement statement in _statements)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _connection.Dispose();
    }

    /// <summary>
    /// synchronous=NORMAL syncs at checkpoints, not at every commit. A killed process loses nothing: what it wrote is in the operating
    /// system's hands. A power failure may take the newest commits, but whole ones: the effects of events and the positions of their sources
    /// lie in the same file, so they go together and the events are read again.
    /// </summary>
    private static string SettingsOf(DatabaseUse use) => use switch
    {
        // 64 MiB of log (of 16 KiB pages) before a commit moves it into the file itself: the checkpointer has moved most by then.
        // 64 MiB of pages: the leaves that the entities of a large monitor are filling at the moment.
        DatabaseUse.Create or DatabaseUse.Write => """
            PRAGMA busy_timeout = 5000;
            PRAGMA synchronous = NORMAL;
            PRAGMA foreign_keys = ON;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -65536;
            PRAGMA wal_autocheckpoint = 4096;
            PRAGMA journal_size_limit = 67108864;
            """,
        // The owner's checkpointer moves the log.
        DatabaseUse.Operate => """
            PRAGMA busy_timeout = 5000;
            PRAGMA synchronous = NORMAL;
            PRAGMA foreign_keys = ON;
            PRAGMA cache_size = -8192;
            PRAGMA wal_autocheckpoint = 0;
            """,
        DatabaseUse.Checkpoint => """
            PRAGMA busy_timeout = 0;
            PRAGMA synchronous = NORMAL;
            PRAGMA wal_autocheckpoint = 0;
            """,
        DatabaseUse.Find or DatabaseUse.Observe => """
            PRAGMA busy_timeout = 5000;
            PRAGMA query_only = ON;
            PRAGMA cache_size = -65536;
            """,
        _ => """
            PRAGMA busy_timeout = 5000;
            PRAGMA query_only = ON;
            PRAGMA cache_size = -8192;
            """,
    };
}
