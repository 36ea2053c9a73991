using StreamAe.Host.Configuration;
using StreamAe.Kafka.Decoding;
using StreamAe.Kafka.Letters;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Letters;

/// <summary>Tries messages on a monitor's decoder, beside the monitor: nothing of it is touched. Not safe for concurrent use.</summary>
internal sealed class DecodeTrial
{
    private readonly int _maxRecordBytes;
    private readonly DataDefinition _data;
    private readonly EntityDirectory _directory = new();
    private readonly IRecordDecoder _decoder;
    private readonly ObservationBatch _batch;

    public DecodeTrial(KafkaSource source, MonitorDefinition definition)
    {
        _maxRecordBytes = source.Format.MaxRecordBytes;
        _data = definition.Data;
        _decoder = RecordDecoder.Create(source.Format, definition, _directory);
        _batch = new ObservationBatch(_decoder.Schema, initialCapacity: 1);
        TimeIsTheMessages = source.Format.Time == "record";
    }

    /// <summary>Event times are the messages' timestamps.</summary>
    public bool TimeIsTheMessages { get; }

    /// <returns>Null where it cannot be read; the problem says why.</returns>
    public (string Entity, long EventTime)? Try(OriginalMessage message, out string problem)
    {
        if (message.Bytes > _maxRecordBytes)
        {
            problem = $"key and value have {message.Bytes} bytes, at most {_maxRecordBytes} are read (maxRecordBytes)";
            return null;
        }

        _batch.Reset(_decoder.Schema);
        if (!_decoder.TryDecode(message.AsRecord(), _batch, message.Offset, out DecodeProblem found))
        {
            problem = $"{found.Reason}: {found.Detail}";
            return null;
        }

        problem = string.Empty;
        return (_directory.KeyOf(_batch.Entities[0]), _batch.EventTimes[0]);
    }

    /// <summary>The monitor refuses a row of that time behind one of the other.</summary>
    public bool IsLate(long eventTime, long last) => eventTime < last
        ? _data.LateTime == LateTimePolicy.Reject
        : eventTime == last && _data.RepeatedTime == RepeatedTimePolicy.Reject;
}
