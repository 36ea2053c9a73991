using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Letters;

/// <summary>The dead letters of one monitor on their way to those of the service. Thread-safe where those are.</summary>
internal sealed class MonitorLetters(IDeadLetterSink all, string monitor, TimeProvider time) : IDeadLetterSink
{
    public void Add(DeadLetter letter) => all.Add(letter with { Monitor = monitor, At = time.GetUtcNow() });
}
