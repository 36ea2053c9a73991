namespace StreamAe.Kafka.Letters;

/// <summary>What became of a copy.</summary>
/// <param name="Offset">Where it is; null where it is not known to be there.</param>
/// <param name="MayExist">False: it is certainly not in the topic.</param>
/// <param name="Problem">Null where all is well.</param>
public readonly record struct CopyResult(long? Offset, bool MayExist, string? Problem);
