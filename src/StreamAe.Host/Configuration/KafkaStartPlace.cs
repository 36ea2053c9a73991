namespace StreamAe.Host.Configuration;

/// <summary>Kinds of <see cref="KafkaStart"/>.</summary>
internal enum KafkaStartPlace
{
    /// <summary>The oldest message there is.</summary>
    Earliest,

    /// <summary>What comes from now on.</summary>
    Latest,

    Time,
}
