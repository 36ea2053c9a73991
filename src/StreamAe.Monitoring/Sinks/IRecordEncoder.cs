using StreamAe.Monitoring.Runtime;

namespace StreamAe.Monitoring.Sinks;

/// <summary>Makes a sink's records of a judged poll: which verdicts, in which form. Called for polls of one monitor in order, by one thread.</summary>
public interface IRecordEncoder
{
    /// <summary>The <see cref="IRecordSink.Name"/> they are for.</summary>
    string Sink { get; }

    void Encode(Poll poll, RecordBuffer target);
}
