using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class SqliteRecordTests : RecordTests
{
    private protected override StorePlace NewPlace() => new DataFolder();
}
