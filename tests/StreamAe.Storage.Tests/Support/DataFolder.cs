using System.Text;
using Microsoft.Data.Sqlite;

namespace StreamAe.Storage.Tests.Support;

/// <summary>A data folder that goes when the test ends.</summary>
internal sealed class DataFolder : IDisposable
{
    public const string Sink = "log";

    public DataFolder() => Root = Directory.CreateTempSubdirectory("streamae-storage-").FullName;

    public string Root { get; }

    public string StorePath => Path.Combine(Root, "streamae.db");

    public SqliteStateStore Open(params string[] sinks) => SqliteStateStore.Open(Root, sinks.Length == 0 ? [Sink] : sinks);

    /// <summary>Runs SQL on the file as some other program would.</summary>
    public long Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={StorePath};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar() is long value ? value : 0;
    }

    /// <summary>Every value of every row.</summary>
    public string ReadTable(string table)
    {
        using var connection = new SqliteConnection($"Data Source={StorePath};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The tests' own text.
        command.CommandText = $"SELECT * FROM {table} ORDER BY 1, 2";
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
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

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
