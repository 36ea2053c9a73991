using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public class SqliteFindTests : FindTests
{
    private protected override StorePlace NewPlace() => new DataFolder();
}
