using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Kafka.Consuming;
using StreamAe.Kafka.Decoding;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Modules;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Benchmarks.Kafka;

/// <summary>A monitor on a topic as the service runs it: feed, decoder, runtime, group commits to a store on the disk.</summary>
internal sealed class TopicMonitor : IAsyncDisposable
{
    public const string Name = "plant";

    /// <summary>Some for each partition: with fewer, a partition waits for another's poll.</summary>
    public const int PollsInFlight = 160;

    private readonly GroupCommitter _committer;
    private readonly KafkaFeed _feed;
    private readonly MonitorRuntime _runtime;
    private readonly IRuntimeHost _host;
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;
    private long _committed;

    /// <param name="group">Another group reads the topic from its beginning.</param>
    /// <param name="host">What its runtime lives in; null for this process alone. Disposed of with the monitor.</param>
    public TopicMonitor(IStateStore store, string brokers, string group, int entities, int shards, bool trains, IRuntimeHost? host = null)
    {
        _host = host ?? new LocalRuntimeHost();
        MonitorDefinition definition = Define(trains);
        var plans = new PlanSet(definition);
        IRecordDecoder decoder = RecordDecoder.Create(new KafkaFormat(), definition, plans.Directory);
        _committer = new GroupCommitter(store, OnCommitted, new GroupCommitOptions(), TimeProvider.System, NullLogger<GroupCommitter>.Instance);
        MonitorPlan plan = plans.For(decoder.Schema);
        var models = new TopicModels(plan);
        _runtime = _host.CreateRuntime(
            plans,
            new SimdScorer(),
            _committer,
            new DeadLetterCounter(),
            new RuntimeOptions
            {
                Shards = shards,
                PollsInFlight = PollsInFlight,
                Training = trains ? TrainingMode.Background : TrainingMode.Off,
                Loader = host is null ? new EntityLoader(store, plans, TimeProvider.System, NullLogger.Instance) : models,
            },
            store);
        for (int e = 0; e < entities && _runtime is LocalRuntime local; e++)
        {
            local.Restore(models.Create(TopicLoad.KeyOf(e)));
        }

        _feed = new KafkaFeed(
            new KafkaFeedOptions { Name = "benchmark", Brokers = brokers, Topics = [TopicLoad.Topic], Group = group, Properties = TopicLoad.ConsumerProperties },
            decoder,
            source => store.Claim(Name, source),
            new DeadLetterCounter(),
            TimeProvider.System,
            NullLogger<KafkaFeed>.Instance);
    }

    /// <summary>Events whose effects are durable.</summary>
    public long Committed => Interlocked.Read(ref _committed);

    /// <summary>Milliseconds from an event's own time, when it was produced, to its durable verdict. Null: not recorded.</summary>
    public LatencyRecorder? Latency { get; set; }

    public long Trainings { get; private set; }

    /// <summary>Partitions that it reads.</summary>
    public int Partitions => _feed.Partitions.Count;

    /// <summary>Partitions whose events became durable; may be cleared.</summary>
    public ConcurrentDictionary<string, byte> Sources { get; } = new(StringComparer.Ordinal);

    public RuntimeCounters Counters => _runtime.Counters;

    public void Start() => _work = RunAsync();

    /// <summary>Waits until so many events are durable; returns the seconds from the first commit's poll to it.</summary>
    public async Task WaitAsync(long events)
    {
        long start = Stopwatch.GetTimestamp();
        while (Committed < events)
        {
            if (_work.IsFaulted)
            {
                await _work;
            }

            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromMinutes(5))
            {
                throw new TimeoutException($"{Committed:N0} of {events:N0} events were committed within 5 minutes.");
            }

            await Task.Delay(5);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        await _runtime.DisposeAsync();
        await _committer.DisposeAsync();
        await _host.DisposeAsync();
        _stop.Dispose();
    }

    private static MonitorDefinition Define(bool trains) => new()
    {
        Name = Name,
        EntityField = "entity",
        TimeField = "t",
        Features = [.. Enumerable.Range(0, TopicLoad.Fields).Select(f => FeatureDefinition.Number($"c{f}"))],
        Training = new TrainingDefinition { MinRows = 256, HistoryRows = 256, Every = trains ? TimeSpan.FromSeconds(20) : null },
        Cohort = new CohortDefinition { Enabled = false },
        Alert = new AlertDefinition { M = 3, N = 5, Cooldown = TimeSpan.FromHours(1) },
        Data = new DataDefinition { RepeatedTime = RepeatedTimePolicy.Accept, LateTime = LateTimePolicy.Accept },
    };

    private async Task RunAsync()
    {
        await _host.StartAsync(_stop.Token);
        await _feed.RunAsync(_runtime, _stop.Token);
    }

    private void OnCommitted(IReadOnlyList<Poll> polls)
    {
        double now = TimeProvider.System.GetUtcNow().Subtract(DateTimeOffset.UnixEpoch).TotalMilliseconds;
        foreach (Poll poll in polls)
        {
            _feed.OnCommitted(poll.Source, poll.Batch.EndPosition);
            Sources.TryAdd(poll.Source, 0);
            Interlocked.Add(ref _committed, poll.Batch.Count);
            foreach (ShardPart part in poll.Parts)
            {
                Trainings += part.Trainings.Count;
            }

            if (Latency is { } latency)
            {
                foreach (long time in poll.Batch.EventTimes)
                {
                    latency.Add(now - (1000 * EventTime.ToSeconds(time)));
                }
            }
        }
    }
}
