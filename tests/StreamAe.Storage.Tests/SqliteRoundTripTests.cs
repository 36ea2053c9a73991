using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public class SqliteRoundTripTests : RoundTripTests
{
    private protected override StorePlace NewPlace() => new DataFolder();
}
