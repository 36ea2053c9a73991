using StreamAe.Monitoring.Operations;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class SqliteLetterReplayTests : LetterReplayTests
{
    private protected override StorePlace NewPlace() => new DataFolder();

    private protected override IOperatorStore OpenForOperator(StorePlace place) => SqliteOperatorStore.Open(((DataFolder)place).Root);
}
