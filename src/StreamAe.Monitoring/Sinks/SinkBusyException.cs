namespace StreamAe.Monitoring.Sinks;

/// <summary>A sink that says when it wants to be asked again.</summary>
public sealed class SinkBusyException : IOException
{
    public SinkBusyException()
    {
    }

    public SinkBusyException(string message)
        : base(message)
    {
    }

    public SinkBusyException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public SinkBusyException(string message, TimeSpan retryAfter)
        : base(message) => RetryAfter = retryAfter;

    public TimeSpan RetryAfter { get; }
}
