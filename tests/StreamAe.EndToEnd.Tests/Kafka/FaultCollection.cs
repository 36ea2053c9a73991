namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>Several processes, a broker and a database at a time are enough for a machine of two cores: one test after the other, and no others beside.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultCollection
{
    public const string Name = "Faults";
}
