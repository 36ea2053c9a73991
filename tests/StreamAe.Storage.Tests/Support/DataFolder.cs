using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace StreamAe.Storage.Tests.Support;

/// <summary>A data folder with an SQLite store.</summary>
internal sealed class DataFolder : StorePlace
{
    public DataFolder() => Root = Directory.CreateTempSubdirectory("streamae-storage-").FullName;

    public string Root { get; }

    /// <summary>Null: as in service. Few: entities are written to their rows at every other commit or so.</summary>
    public long? LoggedBytes { get; init; }

    public string StorePath => Path.Combine(Root, "streamae.db");

    public override SqliteStateStore Open(StoreOptions options, params string[] sinks) =>
        SqliteStateStore.Open(Root, sinks.Length == 0 ? [Sink] : sinks, LoggedBytes is long bytes ? options with { LoggedBytes = bytes } : options);

    public override SqliteStateStore Open(params string[] sinks) => Open(new StoreOptions(), sinks);

    public override void Usurp(string monitor, string source) => Execute(
        $"UPDATE position SET epoch = epoch + 1 WHERE monitor = (SELECT id FROM monitor WHERE name = '{monitor}') AND source = '{source}'");

    public override void DropPages(int number) => Execute($"DELETE FROM page WHERE id >> 40 = {number}");

    public override void Dispose() => Directory.Delete(Root, recursive: true);

    protected override DbConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={StorePath};Pooling=False");
        connection.Open();
        return connection;
    }
}
