using System.Globalization;
using StreamAe.Host.Configuration;
using StreamAe.Kafka.Consuming;
using StreamAe.Kafka.Letters;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Letters;

/// <summary>Replays dead letters of one monitor and partition, in the order of their positions. Not safe for concurrent use.</summary>
internal sealed class PartitionReplay(
    KafkaFeedOptions options, DecodeTrial trial, KafkaSource source, KafkaPlace place, ILetterReplayStore replays, LetterWish wish, TimeProvider time) : IDisposable
{
    private readonly OriginalReader _reader = new(options, place.Topic, place.Partition, time);
    private readonly Dictionary<string, long?> _last = new(StringComparer.Ordinal);
    private CopyWriter? _writer;

    /// <exception cref="KafkaFeedException">The broker does not answer.</exception>
    public async Task<LetterOutcome> RunAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        if (letter.Position < 0 || _reader.Read(letter.Position, cancellationToken) is not OriginalMessage message)
        {
            return new LetterOutcome(letter, LetterState.Gone, $"topic {place.Topic} does not hold it any more");
        }

        if (trial.Try(message, out string problem) is not (string entity, long eventTime))
        {
            return new LetterOutcome(letter, LetterState.Undecodable, problem);
        }

        if (trial.TimeIsTheMessages && message.IsBrokersTime)
        {
            return new LetterOutcome(letter, LetterState.NotReplayable, "its time is the one at which the broker took it in, which a copy cannot have", entity, eventTime);
        }

        if (!_last.TryGetValue(entity, out long? last))
        {
            last = wish.LastEventTime(letter.Monitor, entity);
        }

        if (last is long newest && trial.IsLate(eventTime, newest))
        {
            return new LetterOutcome(letter, LetterState.Late, $"entity {entity} has gone on to {EventTime.ToUtc(newest):u}", entity, eventTime);
        }

        LetterOutcome outcome = wish.DryRun
            ? new LetterOutcome(letter, LetterState.Ready, string.Empty, entity, eventTime)
            : await WriteAsync(letter, message, entity, eventTime).ConfigureAwait(false);
        _last[entity] = outcome.State is LetterState.Ready or LetterState.Replayed ? Math.Max(last ?? long.MinValue, eventTime) : last;
        return outcome;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _writer?.Dispose();
    }

    private async Task<LetterOutcome> WriteAsync(DeadLetter letter, OriginalMessage message, string entity, long eventTime)
    {
        _writer ??= new CopyWriter(
            source.Name,
            options.Brokers,
            place.Topic,
            KafkaProperties.OfAnyClient(source.Properties).ToDictionary(p => p.Key, p => p.Value.Reveal(), StringComparer.Ordinal));

        // Before anything is written: whatever happens from here on, there is no second copy that nobody asked for.
        (LetterReplay replay, bool isNew) = replays.BeginReplay(
            new LetterReplay(0, letter.Monitor, letter.Source, letter.Position, wish.Author, wish.At, wish.Reason), wish.Again);
        if (!isNew)
        {
            return LetterReplayer.Refuse(letter, replay);
        }

        string of = string.Create(CultureInfo.InvariantCulture, $"{letter.Source}@{letter.Position}");
        CopyResult written = await _writer.WriteAsync(message, place.Partition, of, letter.Monitor).ConfigureAwait(false);
        if (written.Offset is long copy)
        {
            replays.EndReplay(replay.Sequence, copy);
            return new LetterOutcome(letter, LetterState.Replayed, string.Empty, entity, eventTime, copy);
        }

        if (!written.MayExist)
        {
            replays.WithdrawReplay(replay.Sequence);
        }

        return new LetterOutcome(
            letter,
            LetterState.Failed,
            written.MayExist ? $"whether the copy was written is not known ({written.Problem})" : $"the brokers did not take the copy ({written.Problem})",
            entity,
            eventTime);
    }
}
