using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class SqliteClaimTests : ClaimTests
{
    private protected override StorePlace NewPlace() => new DataFolder();
}
