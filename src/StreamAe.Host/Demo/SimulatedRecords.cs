using System.Buffers;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Simulation;

namespace StreamAe.Host.Demo;

/// <summary>
/// Events of a simulated stream as messages: the entity is the key, the value is like <c>{"pump":"pump-007","t":1767571200,"flow":12.3,…}</c>,
/// t in seconds since 1970. A missing value is left out, and labels are never in it.
/// </summary>
internal sealed class SimulatedRecords : IDisposable
{
    private readonly EntityDirectory _directory;
    private readonly byte[]?[] _keys;
    private readonly IReadOnlyList<Channel> _channels;
    private readonly JsonEncodedText _entityName;
    private readonly JsonEncodedText _timeName = JsonEncodedText.Encode("t");
    private readonly JsonEncodedText[] _names;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    /// <param name="directory">Of the batches' entities.</param>
    public SimulatedRecords(SimulatedStream stream, EntityDirectory directory)
    {
        _directory = directory;
        _keys = new byte[directory.Count][];
        _channels = stream.Schema.Channels;
        _entityName = JsonEncodedText.Encode(stream.EntityField);
        _names = [.. _channels.Select(c => JsonEncodedText.Encode(c.Name))];
        _json = new Utf8JsonWriter(_buffer);
    }

    /// <summary>A row of a batch of the stream.</summary>
    public Message<byte[], byte[]> Encode(ObservationBatch batch, int row)
    {
        int entity = batch.Entities[row];
        long ticks = batch.EventTimes[row];
        byte[] key = _keys[entity] ??= Encoding.UTF8.GetBytes(_directory.KeyOf(entity));
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString(_entityName, key);
        _json.WriteNumber(_timeName, (decimal)ticks / EventTime.TicksPerSecond);
        WriteValues(batch.ValuesOf(row));
        _json.WriteEndObject();
        _json.Flush();
        return new Message<byte[], byte[]>
        {
            Key = key,
            Value = _buffer.WrittenSpan.ToArray(),
            Timestamp = new Timestamp(EventTime.ToUtc(ticks)),
        };
    }

    public void Dispose() => _json.Dispose();

    private void WriteValues(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (float.IsNaN(values[i]))
            {
                continue;
            }

            if (_channels[i].Kind == ChannelKind.Category)
            {
                _json.WriteString(_names[i], _channels[i].Categories[(int)values[i]]);
            }
            else
            {
                _json.WriteNumber(_names[i], values[i]);
            }
        }
    }
}
