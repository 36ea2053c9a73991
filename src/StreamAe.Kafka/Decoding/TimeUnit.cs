namespace StreamAe.Kafka.Decoding;

/// <summary>What a time that is a number counts since 1970-01-01 UTC.</summary>
public enum TimeUnit
{
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,
}
