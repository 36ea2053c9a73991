using StreamAe.Kafka.Consuming;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Kafka.Tests.Support;

/// <summary>A feed with its runtime and committer, running.</summary>
internal sealed class FeedUnderTest : IAsyncDisposable
{
    public const string Source = "src";

    private static readonly MonitorDefinition Definition = new()
    {
        Name = "test",
        Cohort = new CohortDefinition { Enabled = false },
        Training = new TrainingDefinition { MinRows = 2000 },
    };

    private readonly LocalRuntime _runtime;
    private readonly CancellationTokenSource _stop = new();

    private FeedUnderTest(
        IStateStore store, RuntimeOptions runtimeOptions, Func<PlanSet, IDeadLetterSink, Func<string, SourceClaim>, KafkaFeed> make)
    {
        var plans = new PlanSet(Definition);
        Committer = new StoreCommitter(store);
        _runtime = new LocalRuntime(plans, new SimdScorer(), Committer, DeadLetters, runtimeOptions with { Loader = new NoEntities() });
        Feed = make(plans, DeadLetters, source =>
        {
            Claims.Enqueue(source);
            return store.Claim(Definition.Name, source);
        });
        Committer.Committed = Feed.OnCommitted;
        Committer.Lost = source => _runtime.SourceLost?.Invoke(source);
        if (store is SharedStore shared)
        {
            // As the host does.
            Feed.SeekAsync(
                shared.Read().Sources.Where(s => s.Value.Position is not null).ToDictionary(s => s.Key, s => s.Value.Position!.Value), _stop.Token).GetAwaiter().GetResult();
        }

        Running = Feed.RunAsync(_runtime, _stop.Token);
    }

    public KafkaFeed Feed { get; }

    public StoreCommitter Committer { get; }

    public RecordingDeadLetters DeadLetters { get; } = new();

    public RecordingLogger<KafkaFeed> Log { get; private init; } = new();

    /// <summary>Sources in the order in which they were claimed.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Claims { get; } = new();

    public Task Running { get; }

    public static KafkaFeedOptions Options(string brokers, string topic, string? group = null) => new()
    {
        Name = Source,
        Brokers = brokers,
        Topics = [topic],
        Group = group ?? TestCluster.NewName("group"),
        Properties = new Dictionary<string, string>
        {
            // Quick to notice what tests do.
            ["topic.metadata.refresh.interval.ms"] = "500",
            ["session.timeout.ms"] = "6000",
            ["heartbeat.interval.ms"] = "500",
            ["reconnect.backoff.max.ms"] = "500",
        },
    };

    /// <param name="seen">Called by the consumer thread for each message.</param>
    public static FeedUnderTest Start(KafkaFeedOptions options, IStateStore store, RuntimeOptions? runtimeOptions = null, Action? seen = null)
    {
        var log = new RecordingLogger<KafkaFeed>();
        return new FeedUnderTest(
            store,
            runtimeOptions ?? new RuntimeOptions { Shards = 1 },
            (plans, deadLetters, claim) => new KafkaFeed(options, new TestDecoder(plans.Directory) { Seen = seen }, claim, deadLetters, TimeProvider.System, log))
        {
            Log = log,
        };
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Running.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        Committer.LetGo();
        await _stop.CancelAsync();
        await Running.WaitAsync(TimeSpan.FromSeconds(60)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _runtime.DisposeAsync();
        _stop.Dispose();
    }
}
