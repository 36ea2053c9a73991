using StreamAe.Conformance;

namespace StreamAe.Orleans.Tests.Conformance;

/// <summary>The local runtime's suite, unchanged, on two silos that speak TCP, half of the entities on the one without the source.</summary>
public sealed class TwoSiloVerdictTests(TwoSilos silos) : RuntimeVerdictSuite, IClassFixture<TwoSilos>
{
    private protected override IRuntimeUnderTest Start(RuntimeSetup setup) => new OrleansRuntimeUnderTest(silos, setup);
}

/// <summary>The same.</summary>
public sealed class TwoSiloFaultTests(TwoSilos silos) : RuntimeFaultSuite, IClassFixture<TwoSilos>
{
    private protected override IRuntimeUnderTest Start(RuntimeSetup setup) => new OrleansRuntimeUnderTest(silos, setup);
}

/// <summary>The same.</summary>
public sealed class TwoSiloRequestTests(TwoSilos silos) : RuntimeRequestSuite, IClassFixture<TwoSilos>
{
    private protected override IRuntimeUnderTest Start(RuntimeSetup setup) => new OrleansRuntimeUnderTest(silos, setup);
}
