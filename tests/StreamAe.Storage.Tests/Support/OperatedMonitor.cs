using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Storage.Tests.Support;

/// <summary>The small monitor with an operator beside it.</summary>
internal static class OperatedMonitor
{
    public static readonly RuntimeOptions Training = TestMonitor.Options(shards: 2, pollRows: 50);

    public static OperatorRequest Request(string? entity, OperatorRequestKind kind, string body = OperatorRequest.NoBody) =>
        new(0, TestMonitor.Name, entity, kind, body, "Ann", TimeProvider.System.GetUtcNow(), "because");

    /// <summary>From where the store stands, with what waits in it on the board.</summary>
    public static async Task RunAsync(
        IStateStore store,
        long end,
        Action<Poll>? observe = null,
        RuntimeOptions? options = null,
        MonitorDefinition? definition = null,
        IRequestStore? requests = null)
    {
        await using LocalRuntime runtime = TestMonitor.Start(new StoreCommitter(store, 1, observe), options ?? Training, definition);
        await using var stream = new TestStream(runtime.Plans.Directory, TestMonitor.Keys, end);
        if (StoredMonitorLoader.Load(store, runtime).TryGetValue(TestStream.SourceName, out long position))
        {
            await stream.SeekAsync(position, CancellationToken.None);
        }

        new RequestWatch(requests ?? (IRequestStore)store, TestMonitor.Name, runtime.Requests, TimeProvider.System, NullLogger.Instance).Look();
        await runtime.RunAsync([stream], CancellationToken.None);
    }
}
