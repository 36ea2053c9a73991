using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamAe.Kafka.Producing;

/// <summary>
/// Writes publications to a topic, each message once: a publication that may have been written before, by a process that crashed between
/// writing and marking or by a call that failed half way, is compared with the topic's tail first. Called by one publisher at a time.
/// </summary>
internal sealed partial class TopicWriter(KafkaProducers producers, KafkaSinkOptions options)
{
    /// <summary>What remains of a value that is too large: less than any broker's limit in use.</summary>
    private const int CutBytes = 512 << 10;

    private readonly SharedProducer _producer = producers.For(options);
    private readonly ILogger _logger = producers.Logger;

    // Null where nothing of a publication can be in the topic.
    private HashSet<string>? _written;
    private bool _isUncertain = true;

    public string Name => options.Name;

    /// <exception cref="KafkaSinkException">The brokers did not take all.</exception>
    /// <exception cref="KafkaException">The topic's tail could not be read.</exception>
    public async ValueTask WriteAsync(List<Message<byte[], byte[]>> messages, CancellationToken cancellationToken)
    {
        if (_isUncertain && options.LookBack > 0)
        {
            _written = await Task.Run(() => TopicTail.ReadIds(options, options.LookBack, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        int before = messages.Count;
        if (_written is HashSet<string> written)
        {
            messages.RemoveAll(m => written.Contains(IdOf(m)));
            if (messages.Count < before)
            {
                LogSkipped(_logger, options.Name, before - messages.Count, options.Topic);
            }
        }

        _isUncertain = true;
        IReadOnlyList<Message<byte[], byte[]>> tooLarge = await _producer.SendAsync(options.Topic, messages, cancellationToken).ConfigureAwait(false);
        if (tooLarge.Count > 0)
        {
            await WriteCutAsync(tooLarge, cancellationToken).ConfigureAwait(false);
        }

        _isUncertain = false;
        // The outbox is in order: behind the first publication of which nothing is there, nothing is.
        if (messages.Count == before)
        {
            _written = null;
        }
    }

    private static string IdOf(Message<byte[], byte[]> message) => MessageHeader.Text(message.Headers.GetLastBytes(MessageHeader.Id));

    /// <summary>A value that the topic will never take must not stop all that follow.</summary>
    private async Task WriteCutAsync(IReadOnlyList<Message<byte[], byte[]>> tooLarge, CancellationToken cancellationToken)
    {
        foreach (Message<byte[], byte[]> message in tooLarge)
        {
            int bytes = message.Value.Length;
            LogCut(_logger, options.Name, IdOf(message), bytes, options.Topic, Math.Min(bytes, CutBytes));
            message.Headers.Add(MessageHeader.CutFrom, MessageHeader.Bytes(bytes.ToString()));
            message.Value = message.Value[..Math.Min(bytes, CutBytes)];
            // The key of a bad message may be what is large.
            message.Key = message.Key?.Length > CutBytes ? message.Key[..CutBytes] : message.Key!;
        }

        if (await _producer.SendAsync(options.Topic, tooLarge, cancellationToken).ConfigureAwait(false) is { Count: > 0 } still)
        {
            throw new KafkaSinkException(
                $"Topic {options.Topic} refuses message {IdOf(still[0])} as too large, even cut to {CutBytes} bytes. Raise its max.message.bytes above that.");
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Kafka sink {Sink}: {Count} messages are in topic {Topic} already and are not written again.")]
    private static partial void LogSkipped(ILogger logger, string sink, int count, string topic);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Kafka sink {Sink}: message {Id} has {Bytes} bytes, more than topic {Topic} takes (max.message.bytes); it is cut to {Rest} bytes.")]
    private static partial void LogCut(ILogger logger, string sink, string id, int bytes, string topic, int rest);
}
