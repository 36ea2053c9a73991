using System.Globalization;
using StreamAe.Host.Configuration;
using StreamAe.Host.Services;
using StreamAe.Kafka.Consuming;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Letters;

/// <summary>
/// Puts dead letters back to where they came from, once what kept them out was mended. Of Kafka that is the partition: the whole message is read
/// from it again, as long as it is there, and written behind everything else, marked as the copy that it is. So it is an event of the log like any
/// other, which has one place, one verdict, and the same one whenever the log is judged anew. What would be refused again is not written, and
/// nothing is written twice. A call at a time.
/// </summary>
/// <param name="monitors">As they are configured now.</param>
/// <param name="replays">Which letters have a copy.</param>
internal sealed class LetterReplayer(
    IReadOnlyList<MonitorBinding> monitors, RuntimeConfiguration runtime, ILetterReplayStore replays, TimeProvider time) : IDisposable
{
    /// <summary>What whoever replays must know.</summary>
    public const string Warning =
        "A copy is judged when it is read, behind all that is in its partition already. Where its entity has gone on by then, it is late, and what the "
        + "monitor says of late rows holds (data.lateTime). Other readers of the topic see the message a second time.";

    /// <summary>At once: each is read by itself.</summary>
    public const int MostLetters = 500;

    private const int MostReplays = 100_000;

    private const string FilesAreNotOurs =
        "a line of a file is put back by whoever writes the file: put the mended lines into a new file of the folder that the source follows. "
        + "What is in the file already is judged anew with 'streamae backtest'";

    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <returns>In the order of the letters; null where another call is under way.</returns>
    /// <exception cref="KafkaFeedException">The brokers do not answer. What was done before stands.</exception>
    /// <exception cref="IOException">The store cannot be used.</exception>
    public async Task<IReadOnlyList<LetterOutcome>?> RunAsync(IReadOnlyList<DeadLetter> letters, LetterWish wish, CancellationToken cancellationToken)
    {
        if (!await _turn.WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        try
        {
            // Reading blocks: on brokers, and on the store.
            return await Task.Run(() => ReplayAsync(letters, wish, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    /// <summary>Which monitor a letter is of: those of earlier versions do not say, but mostly there is one alone.</summary>
    public MonitorBinding? Find(DeadLetter letter)
    {
        MonitorBinding[] found =
        [
            .. letter.Monitor.Length > 0
                ? monitors.Where(m => m.Definition.Name == letter.Monitor)
                : monitors.Where(m => m.Source is KafkaSource kafka && KafkaPlace.Parse(letter.Source, kafka) is not null),
        ];
        return found is [MonitorBinding one] ? one : null;
    }

    private async Task<IReadOnlyList<LetterOutcome>> ReplayAsync(IReadOnlyList<DeadLetter> letters, LetterWish wish, CancellationToken cancellationToken)
    {
        var outcomes = new LetterOutcome?[letters.Count];
        var work = new List<(int Index, MonitorBinding Binding, KafkaSource Source, KafkaPlace Place)>();
        var known = new Dictionary<string, IReadOnlyDictionary<(string, long), LetterReplay>>(StringComparer.Ordinal);
        for (int i = 0; i < letters.Count; i++)
        {
            MonitorBinding? binding = Find(letters[i]);
            if (binding?.Source is not KafkaSource kafka || KafkaPlace.Parse(letters[i].Source, kafka) is not KafkaPlace place)
            {
                outcomes[i] = new LetterOutcome(letters[i], LetterState.NotReplayable, WhyNot(letters[i], binding));
                continue;
            }

            string monitor = binding.Definition.Name;
            if (!known.TryGetValue(monitor, out IReadOnlyDictionary<(string, long), LetterReplay>? made))
            {
                known[monitor] = made = ByLetter(monitor);
            }

            if (!wish.Again && made.TryGetValue((letters[i].Source, letters[i].Position), out LetterReplay? replay))
            {
                outcomes[i] = Refuse(letters[i] with { Monitor = monitor }, replay);
            }
            else
            {
                work.Add((i, binding, kafka, place));
            }
        }

        // An entity's events in the order of their log, whatever the order in which they were chosen.
        foreach (var partition in work.GroupBy(w => (Monitor: w.Binding, w.Source, w.Place)))
        {
            using var replay = new PartitionReplay(
                KafkaFeeds.OptionsOf(partition.Key.Source, partition.Key.Monitor.Definition.Name, runtime),
                new DecodeTrial(partition.Key.Source, partition.Key.Monitor.Definition),
                partition.Key.Source,
                partition.Key.Place,
                replays,
                wish,
                time);
            foreach (var (index, binding, _, _) in partition.OrderBy(w => letters[w.Index].Position))
            {
                outcomes[index] = await replay.RunAsync(letters[index] with { Monitor = binding.Definition.Name }, cancellationToken).ConfigureAwait(false);
            }
        }

        return [.. outcomes.Select(o => o!)];
    }

    /// <summary>A letter that has a copy already, or may have one.</summary>
    public static LetterOutcome Refuse(DeadLetter letter, LetterReplay replay) => new(
        letter,
        LetterState.AlreadyReplayed,
        string.Create(
            CultureInfo.InvariantCulture,
            $"by {replay.Author} on {replay.At.UtcDateTime:u}: {replay.Reason}")
        + (replay.Copy is null ? "; whether the copy was written is not known, because the process ended in between: look for it before it is replayed again" : string.Empty),
        Copy: replay.Copy);

    private IReadOnlyDictionary<(string Source, long Position), LetterReplay> ByLetter(string monitor) =>
        Newest(replays.ReadReplays(monitor, MostReplays));

    /// <param name="all">The newest first.</param>
    public static IReadOnlyDictionary<(string Source, long Position), LetterReplay> Newest(IReadOnlyList<LetterReplay> all) =>
        all.GroupBy(r => (r.Source, r.Position)).ToDictionary(g => g.Key, g => g.First());

    private static string WhyNot(DeadLetter letter, MonitorBinding? binding) => binding switch
    {
        null when letter.Monitor.Length > 0 => $"the configuration has no monitor {letter.Monitor} any more",
        null => "it is not known which monitor it was meant for",
        { Source: FilesSource } => FilesAreNotOurs,
        { Source: SimulatorSource } => "a simulator makes its records anew at each start",
        _ => $"monitor {binding.Definition.Name} reads another source now: {binding.Source.Name}",
    };
}
