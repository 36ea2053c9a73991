using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamAe.Kafka.Brokers;
using StreamAe.Kafka.Decoding;
using StreamAe.Kafka.Native;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Kafka.Consuming;

/// <summary>
/// One Kafka source of one monitor: a member of a consumer group that reads its share of the topics' partitions. The state store is the truth
/// of who owns a partition and where it goes on; the broker's committed offsets follow it, for lag tools, and are never read.
/// </summary>
public sealed class KafkaFeed : ISourceFeed
{
    /// <summary>How long the end waits for the group and the broker, beyond what becomes durable.</summary>
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(10);

    private readonly KafkaFeedOptions _options;
    private readonly IRecordDecoder _decoder;
    private readonly Func<string, SourceClaim> _claim;
    private readonly IDeadLetterSink _deadLetters;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly KnownPartitions _known;
    private volatile Membership? _membership;
    private volatile ConsumerLoop? _loop;

    /// <param name="decoder">This feed's own.</param>
    /// <param name="claim">Makes this process the owner of a source: <see cref="IStateStore.Claim"/> for the monitor.</param>
    /// <exception cref="KafkaLibraryException">The native client library cannot be loaded.</exception>
    /// <exception cref="KafkaFeedException">A property is one that the feed relies on.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public KafkaFeed(
        KafkaFeedOptions options,
        IRecordDecoder decoder,
        Func<string, SourceClaim> claim,
        IDeadLetterSink deadLetters,
        TimeProvider time,
        ILogger<KafkaFeed> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        KafkaLibrary.Require();
        _ = ConsumerSettings.For(options);
        _options = options;
        _decoder = decoder;
        _claim = claim;
        _deadLetters = deadLetters;
        _time = time;
        _logger = logger;
        _known = new KnownPartitions(options);
    }

    /// <summary>The partitions that are read by this process, a fraction of a second ago.</summary>
    public IReadOnlyList<PartitionStatus> Partitions => _loop?.Status ?? [];

    public IReadOnlyList<SourcePosition> Positions =>
        [.. Partitions.Select(p => new SourcePosition($"{p.Topic}/{p.Partition}", p.Position, p.HighWatermark))];

    public string? Obstacle => _loop switch
    {
        null => "has no client yet",
        { AreBrokersDown: true } => "reaches no broker",
        _ => null,
    };

    /// <summary>Learns which partitions were begun before; each goes on where the store says when it is claimed.</summary>
    public Task SeekAsync(IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(positions);
        _known.Restore(positions.Keys);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Everything of a source before a position is durable. The host calls it after each commit, from any thread, with every source: the feed
    /// passes over those that are not its own. A feed with several partitions whose commits it does not hear of stops.
    /// </summary>
    public void OnCommitted(string source, long endPosition) => _membership?.Find(source)?.OnCommitted(endPosition);

    /// <exception cref="KafkaFeedException">The client can do no more, or refuses its properties.</exception>
    public async Task RunAsync(MonitorRuntime runtime, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        var watch = new StandstillWatch(_time, _options.StandstillLimit);
        using var looking = new CancellationTokenSource();
        Task standstill = watch.RunAsync(looking.Token);
        Task run = Task.Factory.StartNew(
            () => Run(runtime, watch, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            if (await Task.WhenAny(run, standstill).ConfigureAwait(false) == standstill)
            {
                // The thread stays where it is: nothing calls it back.
                throw new KafkaFeedException(
                    $"Kafka source '{_options.Name}' stands still: its thread has not come back for {_options.StandstillLimit}, most likely because the "
                    + "client library has locked itself up, which ends with the process only. Nothing is lost: the next start goes on where the store says.");
            }

            await run.ConfigureAwait(false);
        }
        finally
        {
            await looking.CancelAsync().ConfigureAwait(false);
        }
    }

    private void Run(MonitorRuntime runtime, StandstillWatch watch, CancellationToken stop)
    {
        var supply = new PollSupply(runtime, stop);
        var membership = new Membership(_options, runtime, supply, _known, _claim, _time, _logger);
        var brokers = new BrokerWatch($"Kafka source '{_options.Name}'", _options.Brokers, _time, _logger);
        IConsumer<Ignore, Ignore> consumer = Connect(membership, brokers, watch);
        var reader = new MessageReader(_options, _decoder, _deadLetters);
        var loop = new ConsumerLoop(
            _options, consumer, membership, supply, reader, brokers, watch, runtime.Options.PollsInFlight, _time, _logger);
        _membership = membership;
        _loop = loop;
        Action<string> fenced = loop.OnFenced;
        runtime.SourceLost += fenced;
        try
        {
            consumer.Subscribe(_options.Topics);
            string topics = string.Join(", ", _options.Topics);
            string library = KafkaLibrary.Describe();
            FeedLog.Started(_logger, _options.Name, topics, _options.Brokers, _options.Group, library);
            loop.Run(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while waiting for a poll.
        }
        finally
        {
            // The end has limits of its own.
            watch.IsElsewhere = true;
            membership.IsStopping = true;
            brokers.Close();
            Close(consumer);
            supply.Close();
            runtime.SourceLost -= fenced;
            _membership = null;
            _loop = null;
        }
    }

    private IConsumer<Ignore, Ignore> Connect(Membership membership, BrokerWatch brokers, StandstillWatch watch)
    {
        try
        {
            return new ConsumerBuilder<Ignore, Ignore>(ConsumerSettings.For(_options))
                .SetPartitionsAssignedHandler((consumer, partitions) =>
                {
                    partitions.ForEach(p => brokers.OnAssigned(p.Topic));
                    IEnumerable<TopicPartitionOffset> starts = [];
                    watch.Elsewhere(() => starts = membership.OnAssigned(consumer, partitions));
                    return starts;
                })
                .SetPartitionsRevokedHandler((consumer, partitions) => watch.Elsewhere(() => membership.OnRevoked(consumer, partitions)))
                .SetPartitionsLostHandler((_, partitions) => membership.OnLost(partitions))
                .SetErrorHandler((_, error) => brokers.OnError(error))
                .SetLogHandler((_, line) => BrokerLog.Library(_logger, _options.Name, line.Facility, line.Message))
                .Build();
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new KafkaFeedException($"Kafka source '{_options.Name}': the client refuses its properties: {error.Message}", error);
        }
    }

    /// <summary>Leaves the group; within, the partitions are revoked, so their effects become durable first.</summary>
    private void Close(IConsumer<Ignore, Ignore> consumer)
    {
        // On a thread of its own: with every broker down the client waits for minutes.
        Task closing = Task.Factory.StartNew(consumer.Close, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (Task.WaitAny([closing], _options.RevocationLimit + CloseLimit) != 0)
        {
            FeedLog.CloseLate(_logger, _options.Name, _options.RevocationLimit + CloseLimit);
        }
        else if (closing.Exception?.InnerException is Exception error)
        {
            FeedLog.CloseFailed(_logger, error, _options.Name);
            consumer.Dispose();
        }
    }
}
