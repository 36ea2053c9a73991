using System.Globalization;
using System.Text;
using Confluent.Kafka;
using StreamAe.Kafka.Decoding;
using StreamAe.Kafka.Letters;
using StreamAe.Kafka.Native;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Kafka.Consuming;

/// <summary>Turns messages into rows of a poll, and bad ones into dead letters.</summary>
internal sealed unsafe class MessageReader(KafkaFeedOptions options, IRecordDecoder decoder, IDeadLetterSink deadLetters)
{
    // Original bytes of bad messages that a poll may carry before it goes: they are held in memory until they are durable.
    private const int MaxDeadLetterBytes = 4 << 20;

    public void Begin(Poll poll) => poll.Batch.Reset(decoder.Schema);

    /// <summary>Adds a message to the partition's poll.</summary>
    public void Read(FeedPartition partition, NativeMessage* message)
    {
        ReadOnlySpan<byte> key = message->Key;
        ReadOnlySpan<byte> value = message->Value;
        Poll poll = partition.Poll!;
        long offset = message->Offset;
        long bytes = message->Bytes;
        Headers? headers = MessageHeaders.Read(message);
        if (headers is not null && options.Monitor is string monitor && ReplayHeader.IsForAnother(headers, monitor))
        {
            // This monitor has judged the original, or has a copy of its own.
        }
        else if (bytes > options.MaxRecordBytes)
        {
            string detail = $"key and value have {bytes} bytes, at most {options.MaxRecordBytes} are read (maxRecordBytes)";
            Refuse(partition, offset, key, value, new DecodeProblem(DeadLetterReason.TooLarge, detail));
        }
        else
        {
            var record = new KafkaRecord(key, value, TimestampOf(message), headers);
            if (!decoder.TryDecode(record, poll.Batch, offset, out DecodeProblem problem))
            {
                Refuse(partition, offset, key, value, problem);
            }
        }

        partition.Messages++;
        partition.Next = offset + 1;
        poll.Batch.EndPosition = offset + 1;
    }

    /// <summary>The poll should not take more.</summary>
    public bool IsFull(FeedPartition partition) =>
        partition.Messages >= options.PollRows || (options.DeadLetterSink is not null && DeadLetterBytes(partition.Poll!) > MaxDeadLetterBytes);

    private static int DeadLetterBytes(Poll poll)
    {
        int bytes = 0;
        for (int i = 0; i < poll.Records.Count; i++)
        {
            bytes += poll.Records[i].Bytes.Length;
        }

        return bytes;
    }

    private static long TimestampOf(NativeMessage* message)
    {
        long timestamp = LibRdKafka.Timestamp(message, out int kind);
        return kind == (int)TimestampType.NotAvailable ? -1 : timestamp;
    }

    private void Refuse(FeedPartition partition, long offset, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, in DecodeProblem problem)
    {
        string text = Encoding.UTF8.GetString(value[..Math.Min(value.Length, DeadLetter.MaxRawLength)]);
        deadLetters.Add(new DeadLetter(partition.Source, offset, problem.Reason, problem.Detail, text));
        if (options.DeadLetterSink is string sink)
        {
            byte[] id = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{partition.Source}@{offset}"));
            byte[] reason = Encoding.UTF8.GetBytes($"{problem.Reason}: {problem.Detail}");
            partition.Poll!.RecordsFor(sink).Add(new SinkRecord(id, key, value, reason));
        }
    }
}
