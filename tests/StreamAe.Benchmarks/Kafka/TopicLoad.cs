using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace StreamAe.Benchmarks.Kafka;

/// <summary>Messages of ten readings as JSON into the partitions of a topic, those of an entity into one.</summary>
internal sealed class TopicLoad : IDisposable
{
    public const string Topic = "readings";
    public const int Fields = 10;

    /// <summary>
    /// Of the consumers. The mock broker answers a fetch that finds nothing only when its wait is over, whatever came meanwhile (a broker
    /// answers as soon as there is something): with the usual half second a consumer that keeps up would be late by that. Its group takes almost a session for each of
    /// the two steps of a rebalance; 6 s is the shortest session that brokers allow by default.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string> ConsumerProperties = new Dictionary<string, string>
    {
        ["fetch.wait.max.ms"] = "10",
        ["session.timeout.ms"] = "6000",
    };

    // Different texts of numbers, so that parsing sees what it sees in service. The producer shares the processors: it makes no text anew, but writes
    // entity and time into these, which the client copies.
    private const int Texts = 4096;

    private const string Head = "{\"entity\":\"entity-";
    private const string Middle = "\",\"t\":";
    private const int EntityDigits = 5;
    private const int SecondDigits = 10;
    private const int TickDigits = 7;

    private readonly IProducer<Null, byte[]> _producer;
    private readonly int _entities;
    private readonly int _partitions;
    private readonly byte[][] _texts = new byte[Texts][];
    private readonly Message<Null, byte[]> _message = new();
    private readonly Action<DeliveryReport<Null, byte[]>> _delivered;
    private long _failed;

    public TopicLoad(string brokers, int entities, int partitions)
    {
        _entities = entities;
        _partitions = partitions;
        _delivered = report => _failed += report.Error.IsError ? 1 : 0;
        var random = new Random(5);
        for (int i = 0; i < Texts; i++)
        {
            var text = new StringBuilder(Head)
                .Append('0', EntityDigits)
                .Append(Middle)
                .Append('0', SecondDigits)
                .Append('.')
                .Append('0', TickDigits);
            for (int f = 0; f < Fields; f++)
            {
                text.Append(CultureInfo.InvariantCulture, $",\"c{f}\":{(random.NextDouble() * 4) - 2:0.0000}");
            }

            _texts[i] = Encoding.UTF8.GetBytes(text.Append('}').ToString());
        }

        _producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig
        {
            BootstrapServers = brokers,

            // One request a partition and linger: forty partitions every few milliseconds would be all that the mock broker does.
            LingerMs = 25,
            BatchSize = 1 << 19,
            QueueBufferingMaxMessages = 200_000,
            QueueBufferingMaxKbytes = 1 << 18,
        }).SetLogHandler((_, _) => { }).Build();
    }

    public static string KeyOf(int entity) => $"entity-{entity:00000}";

    /// <summary>Sends one message of an entity; its time is when it was made.</summary>
    /// <param name="ticks">Of 100 ns, since 1970.</param>
    public void Send(int entity, long number, long ticks)
    {
        byte[] text = _texts[(int)(((entity * 7919L) + number) % Texts)];
        int at = Head.Length;
        Write(text.AsSpan(at, EntityDigits), entity);
        at += EntityDigits + Middle.Length;
        Write(text.AsSpan(at, SecondDigits), ticks / 10_000_000);
        Write(text.AsSpan(at + SecondDigits + 1, TickDigits), ticks % 10_000_000);
        _message.Value = text;
        while (true)
        {
            try
            {
                _producer.Produce(new TopicPartition(Topic, entity % _partitions), _message, _delivered);
                return;
            }
            catch (ProduceException<Null, byte[]> error) when (error.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(TimeSpan.FromMilliseconds(10));
            }
        }
    }

    private static void Write(Span<byte> digits, long value)
    {
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }

    /// <summary>One message of every entity, <paramref name="rounds"/> times over, at one-second steps; returns once the broker has them.</summary>
    public long Fill(int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            for (int entity = 0; entity < _entities; entity++)
            {
                Send(entity, round, (1_700_000_000L + round) * 10_000_000);
            }
        }

        Flush();
        return (long)rounds * _entities;
    }

    public void Flush()
    {
        _producer.Flush();
        if (_failed > 0)
        {
            throw new InvalidOperationException($"{_failed} messages did not reach the broker.");
        }
    }

    public void Dispose() => _producer.Dispose();
}
