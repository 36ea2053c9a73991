using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>The same with a log of changes so small that it is emptied all the time, in the middle of what is tested.</summary>
public sealed class SqliteRowsFindTests : SqliteFindTests
{
    private protected override StorePlace NewPlace() => new DataFolder { LoggedBytes = 3000 };
}
