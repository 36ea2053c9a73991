using System.Text;
using Confluent.Kafka;
using StreamAe.Kafka.Decoding;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Kafka.Tests.Decoding;

/// <summary>A decoder with a batch to decode into.</summary>
internal sealed class Decoding
{
    private long _position;

    public Decoding(KafkaFormat format, params FeatureDefinition[] features)
    {
        Decoder = RecordDecoder.Create(format, MonitorOf(features), Directory);
        Batch = new ObservationBatch(Decoder.Schema);
    }

    public EntityDirectory Directory { get; } = new();

    public IRecordDecoder Decoder { get; }

    public ObservationBatch Batch { get; }

    public static MonitorDefinition MonitorOf(params FeatureDefinition[] features) =>
        new() { Name = "m", EntityField = "pump", TimeField = "t", Features = features };

    public static FeatureDefinition[] Numbers(params string[] names) => [.. names.Select(n => FeatureDefinition.Number(n))];

    /// <summary>The row the record became, or its problem; never both, and the batch is as before where there is none.</summary>
    public (Row? Row, DecodeProblem Problem) Decode(ReadOnlySpan<byte> value, string key = "", long timestampMs = -1, Headers? headers = null)
    {
        int before = Batch.Count;
        int entities = Directory.Count;
        bool decoded = Decoder.TryDecode(new KafkaRecord(Encoding.UTF8.GetBytes(key), value, timestampMs, headers), Batch, ++_position, out DecodeProblem problem);
        Assert.Equal(before + (decoded ? 1 : 0), Batch.Count);
        if (!decoded)
        {
            Assert.Equal(entities, Directory.Count);
            Assert.False(string.IsNullOrEmpty(problem.Detail));
            Assert.EndsWith(".", problem.Detail);
            return (null, problem);
        }

        Assert.Null(problem.Detail);
        Assert.Equal(_position, Batch.Positions[before]);
        return (new Row(Directory.KeyOf(Batch.Entities[before]), Batch.EventTimes[before], Batch.Labels[before], Batch.ValuesOf(before).ToArray()), problem);
    }

    public Row Good(ReadOnlySpan<byte> value, string key = "", long timestampMs = -1, Headers? headers = null)
    {
        (Row? row, DecodeProblem problem) = Decode(value, key, timestampMs, headers);
        Assert.True(row is not null, problem.Detail);
        return row;
    }

    public Row Good(string value) => Good(Encoding.UTF8.GetBytes(value));

    public DecodeProblem Bad(string value) => Bad(Encoding.UTF8.GetBytes(value));

    public DecodeProblem Bad(ReadOnlySpan<byte> value)
    {
        (Row? row, DecodeProblem problem) = Decode(value);
        Assert.Null(row);
        return problem;
    }

    public sealed record Row(string Entity, long Ticks, sbyte Label, float[] Values)
    {
        public double Seconds => EventTime.ToSeconds(Ticks);
    }
}
