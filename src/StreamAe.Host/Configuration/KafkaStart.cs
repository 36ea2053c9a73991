namespace StreamAe.Host.Configuration;

/// <summary>Where a partition is read from when nothing is stored of it.</summary>
/// <param name="Place">Which end, or a time.</param>
/// <param name="Time">For <see cref="KafkaStartPlace.Time"/>: from the first message that is not older.</param>
internal readonly record struct KafkaStart(KafkaStartPlace Place, DateTimeOffset Time = default);
