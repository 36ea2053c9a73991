using StreamAe.Kafka.Consuming;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Host.Demo;

/// <summary>A feed and the producer of its topic as one: the producer hears what has become durable, and when one fails both end.</summary>
internal sealed class ProducedFeed(StreamProducer producer, KafkaFeed feed) : ISourceFeed
{
    public string? Obstacle => feed.Obstacle;

    public IReadOnlyList<SourcePosition> Positions => feed.Positions;

    public Task SeekAsync(IReadOnlyDictionary<string, long> positions, CancellationToken cancellationToken) =>
        feed.SeekAsync(positions, cancellationToken);

    public async Task RunAsync(MonitorRuntime runtime, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] both = [producer.RunAsync(stop.Token), feed.RunAsync(runtime, stop.Token)];
        Task first = await Task.WhenAny(both).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(both).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // What failed first is the reason of what failed after it.
        await first.ConfigureAwait(false);
        await Task.WhenAll(both).ConfigureAwait(false);
    }

    public void OnCommitted(string source, long endPosition)
    {
        feed.OnCommitted(source, endPosition);
        if (source == producer.Source)
        {
            producer.OnCommitted(endPosition);
        }
    }
}
