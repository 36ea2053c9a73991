using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public class SqliteEditTests : EditTests
{
    private protected override StorePlace NewPlace() => new DataFolder();
}
