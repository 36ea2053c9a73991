using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class SqliteOverrideTests : OverrideTests
{
    private protected override StorePlace NewPlace() => new DataFolder();
}
