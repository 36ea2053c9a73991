using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class SqliteVersionTests : VersionTests
{
    private protected override StorePlace NewPlace() => new DataFolder();

    private protected override IOperatorStore OpenForOperator(StorePlace place) =>
        SqliteOperatorStore.Open(((DataFolder)place).Root);

    private protected override IReplayStore OpenForReplay(StorePlace place) => SqliteReplayStore.Open(((DataFolder)place).Root);
}
