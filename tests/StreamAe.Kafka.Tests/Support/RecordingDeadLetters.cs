using System.Collections.Concurrent;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Kafka.Tests.Support;

internal sealed class RecordingDeadLetters : IDeadLetterSink
{
    private readonly ConcurrentQueue<DeadLetter> _letters = new();

    public IReadOnlyCollection<DeadLetter> Letters => _letters;

    public void Add(DeadLetter letter) => _letters.Enqueue(letter);
}
