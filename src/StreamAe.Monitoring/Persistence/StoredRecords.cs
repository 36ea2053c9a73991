namespace StreamAe.Monitoring.Persistence;

/// <summary>Records of one poll that wait for a sink.</summary>
/// <param name="Sequence">In commit order.</param>
/// <param name="Records">As <see cref="Sinks.RecordReader"/> reads them.</param>
public sealed record StoredRecords(long Sequence, byte[] Records);
