using System.Data.Common;
using System.Globalization;
using System.Text;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Storage.Tests.Support;

/// <summary>Where a test's store lies; goes when the test ends.</summary>
internal abstract class StorePlace : IDisposable
{
    public const string Sink = "log";

    public abstract IStateStore Open(StoreOptions options, params string[] sinks);

    public virtual IStateStore Open(params string[] sinks) => Open(new StoreOptions(), sinks);

    /// <summary>Another owner claims the source.</summary>
    public abstract void Usurp(string monitor, string source);

    /// <summary>Loses the pages of that number of all entities.</summary>
    public abstract void DropPages(int number);

    /// <summary>Runs SQL as some other program would.</summary>
    public long Execute(string sql)
    {
        using DbConnection connection = Connect();
        using DbCommand command = CreateCommand(connection, sql);
        return command.ExecuteScalar() is object value and not DBNull and not byte[] and not string
            ? Convert.ToInt64(value, CultureInfo.InvariantCulture)
            : 0;
    }

    /// <summary>Every value of every row.</summary>
    public string ReadTable(string table)
    {
        using DbConnection connection = Connect();
        using DbCommand command = CreateCommand(connection, $"SELECT * FROM {table} ORDER BY 1, 2");
        using DbDataReader reader = command.ExecuteReader();
        var text = new StringBuilder();
        while (reader.Read())
        {
            for (int column = 0; column < reader.FieldCount; column++)
            {
                object value = reader.GetValue(column);
                text.Append(value is byte[] bytes ? Convert.ToHexString(bytes) : value).Append('|');
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    public abstract void Dispose();

    protected abstract DbConnection Connect();

    private static DbCommand CreateCommand(DbConnection connection, string sql)
    {
        DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
