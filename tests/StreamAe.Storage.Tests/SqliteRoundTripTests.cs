using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class SqliteRoundTripTests : RoundTripTests
{
    private protected override StorePlace NewPlace() => new DataFolder();
}
