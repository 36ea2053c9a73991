using System.Globalization;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using StreamAe.Kafka.Consuming;
using StreamAe.Kafka.Native;

namespace StreamAe.Kafka.Ranges;

/// <summary>Finds the offsets of a range in every partition of a source, without being a member of its group.</summary>
public sealed class RangeFinder : IDisposable
{
    private static readonly TimeSpan BrokerLimit = StartOffset.BrokerLimit;
    private static readonly TimeSpan MatchLimit = TimeSpan.FromSeconds(1);

    private readonly KafkaFeedOptions _options;
    private readonly IConsumer<Ignore, Ignore> _consumer;
    private volatile string? _trouble;

    /// <exception cref="KafkaLibraryException">The native client library cannot be loaded.</exception>
    /// <exception cref="KafkaFeedException">The client refuses its properties.</exception>
    public RangeFinder(KafkaFeedOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        KafkaLibrary.Require();
        _options = options;
        _consumer = RangeSettings.Connect(options, error => _trouble = $"{error.Code}: {error.Reason}");
    }

    /// <summary>By topic and partition; partitions that have no message in the range are left out.</summary>
    /// <exception cref="KafkaFeedException">There is no such range: the message says why, and what there is.</exception>
    public IReadOnlyList<PartitionRange> Find(RangePlace from, RangePlace to, RangeWarmUp warmUp)
    {
        try
        {
            List<Bounds> all = [.. PartitionsOf(_options.Topics).Where(p => OffsetOf(from, p) is not null).Select(Measure)];
            Dictionary<TopicPartition, long> starts = Place(from, "from", all);
            Dictionary<TopicPartition, long> ends = Place(to, "to", all);
            RefuseGone(from, all);
            List<Bounds> read = [.. all.Where(b => starts[b.Id] < ends[b.Id])];
            if (read.Count == 0)
            {
                throw Empty(all, starts, ends);
            }

            Dictionary<TopicPartition, long> before = Before(warmUp, from, starts, read);
            return
            [
                .. read.Select(b => new PartitionRange(
                    b.Id.Topic, b.Id.Partition.Value, SourceOf(b.Id), before[b.Id], starts[b.Id], ends[b.Id], b.Low)),
            ];
        }
        catch (KafkaException error)
        {
            string reason = error.Error.Code == ErrorCode.Local_TimedOut && _trouble is string trouble ? trouble : error.Error.Reason;
            throw new KafkaFeedException(
                $"Kafka source '{_options.Name}': the brokers {_options.Brokers} did not answer ({reason}). Check their addresses, and whether they run.", error);
        }
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    private string SourceOf(TopicPartition id) => $"{_options.Name}/kafka:{id.Topic}/{id.Partition.Value}";

    private List<TopicPartition> PartitionsOf(IReadOnlyList<string> topics)
    {
        using IAdminClient admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        bool isPattern = topics.Any(t => t.StartsWith('^'));
        List<TopicMetadata> found = isPattern
            ? [.. admin.GetMetadata(BrokerLimit).Topics.Where(t => topics.Any(p => Regex.IsMatch(t.Topic, p, RegexOptions.CultureInvariant, MatchLimit)))]
            : [.. topics.SelectMany(t => admin.GetMetadata(t, BrokerLimit).Topics)];
        TopicMetadata? unknown = found.Find(t => t.Error.IsError);
        return unknown is not null || found.Count == 0
            ? throw new KafkaFeedException(
                $"Kafka source '{_options.Name}': the brokers {_options.Brokers} have no topic {unknown?.Topic ?? string.Join(", ", topics)}"
                + $"{(unknown is null ? string.Empty : $" ({unknown.Error.Reason})")}. Check its name.")
            :
            [
                .. found.OrderBy(t => t.Topic, StringComparer.Ordinal)
                    .SelectMany(t => t.Partitions.Select(p => p.PartitionId).Order().Select(p => new TopicPartition(t.Topic, p))),
            ];
    }

    private Bounds Measure(TopicPartition id)
    {
        WatermarkOffsets range = _consumer.QueryWatermarkOffsets(id, BrokerLimit);
        return new Bounds(id, range.Low.Value, range.High.Value);
    }

    /// <summary>Null where the place leaves the partition out.</summary>
    private static long? OffsetOf(RangePlace place, TopicPartition id) => place is RangePlace.AtOffsets some ? some.Of(id.Topic, id.Partition.Value) : 0;

    private Dictionary<TopicPartition, long> Place(RangePlace place, string option, List<Bounds> all) => place switch
    {
        RangePlace.Earliest => all.ToDictionary(b => b.Id, b => b.Low),
        RangePlace.AtOffset at => all.ToDictionary(b => b.Id, b => Math.Min(at.Offset, b.High)),
        RangePlace.AtOffsets some => all.ToDictionary(b => b.Id, b => Math.Min(some.Of(b.Id.Topic, b.Id.Partition.Value) ?? b.High, b.High)),
        RangePlace.AtTime at => AtTime(at.Time, TimeSpan.Zero, option, all),
        _ => all.ToDictionary(b => b.Id, b => b.High),
    };

    private Dictionary<TopicPartition, long> AtTime(DateTimeOffset at, TimeSpan before, string option, List<Bounds> all)
    {
        // Before 1970 there are no messages, and the protocol gives some of these numbers other meanings.
        DateTimeOffset time = at - DateTimeOffset.UnixEpoch > before ? at - before : DateTimeOffset.UnixEpoch;
        try
        {
            var high = all.ToDictionary(b => b.Id, b => b.High);
            return _consumer
                .OffsetsForTimes(all.Select(b => new TopicPartitionTimestamp(b.Id, new Timestamp(time))), BrokerLimit)
                .ToDictionary(o => o.TopicPartition, o => o.Offset.IsSpecial ? high[o.TopicPartition] : o.Offset.Value);
        }
        catch (TopicPartitionOffsetException error)
        {
            throw NoTimes(time, option, error.Results.First(r => r.Error.IsError).Error.Reason, error);
        }
        catch (KafkaException error) when (error.Error.Code is ErrorCode.UnsupportedVersion or ErrorCode.Local_UnsupportedFeature)
        {
            throw NoTimes(time, option, error.Error.Reason, error);
        }
    }

    private KafkaFeedException NoTimes(DateTimeOffset time, string option, string reason, Exception error) => new(
        $"Kafka source '{_options.Name}': the broker cannot tell which offsets belong to {Shown(time)} ({reason}). Give --{option} offset:N.", error);

    private void RefuseGone(RangePlace from, List<Bounds> all)
    {
        string[] gone =
        [
            .. all.Select(b => (Bounds: b, Wanted: from is RangePlace.AtOffset at ? at.Offset : (from as RangePlace.AtOffsets)?.Of(b.Id.Topic, b.Id.Partition.Value)))
                .Where(p => p.Wanted < p.Bounds.Low)
                .Select(p => $"{SourceOf(p.Bounds.Id)}: offset {p.Wanted} is not held any more, the earliest is {p.Bounds.Low}"),
        ];
        if (gone.Length > 0)
        {
            throw new KafkaFeedException($"The broker no longer has the beginning of the range. {string.Join("; ", gone)}. Begin there, or with --from earliest.");
        }
    }

    private KafkaFeedException Empty(List<Bounds> all, Dictionary<TopicPartition, long> starts, Dictionary<TopicPartition, long> ends)
    {
        string places = all.Count == 0
            ? "none of its partitions is named in --from"
            : string.Join("; ", all.Select(b => $"{SourceOf(b.Id)}: from {starts[b.Id]} to {ends[b.Id]}, the broker holds {b.Low} to {b.High}"));
        return new KafkaFeedException($"The range is empty: no partition of Kafka source '{_options.Name}' has a message in it ({places}).");
    }

    private Dictionary<TopicPartition, long> Before(
        RangeWarmUp warmUp, RangePlace from, Dictionary<TopicPartition, long> starts, List<Bounds> read) => warmUp switch
        {
            RangeWarmUp.Messages messages => read.ToDictionary(b => b.Id, b => Math.Max(b.Low, starts[b.Id] - messages.Count)),
            RangeWarmUp.Span span when from is RangePlace.AtTime at => AtTime(at.Time, span.Length, "warmup", read),
            _ => read.ToDictionary(b => b.Id, b => b.Low),
        };

    private static string Shown(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>What the broker holds of a partition.</summary>
    private readonly record struct Bounds(TopicPartition Id, long Low, long High);
}
