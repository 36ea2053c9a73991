namespace StreamAe.Monitoring.Observations;

/// <summary>Takes what could not be used. Implementations count per reason, bound what they keep and never throw.</summary>
public interface IDeadLetterSink
{
    void Add(DeadLetter letter);
}
