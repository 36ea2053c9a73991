using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class SqliteRetentionTests : RetentionTests
{
    private protected override StorePlace NewPlace() => new DataFolder();
}
