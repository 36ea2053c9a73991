using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class SqliteReplayStoreTests : ReplayStoreTests
{
    private protected override StorePlace NewPlace() => new DataFolder();

    private protected override IReplayStore OpenForReplay(StorePlace place) => SqliteReplayStore.Open(((DataFolder)place).Root);
}
