using StreamAe.Conformance;

namespace StreamAe.Orleans.Tests.Conformance;

/// <summary>The local runtime's suite, unchanged, on one silo.</summary>
public sealed class OneSiloVerdictTests(OneSilo silos) : RuntimeVerdictSuite, IClassFixture<OneSilo>
{
    private protected override IRuntimeUnderTest Start(RuntimeSetup setup) => new OrleansRuntimeUnderTest(silos, setup);
}

/// <summary>The same.</summary>
public sealed class OneSiloFaultTests(OneSilo silos) : RuntimeFaultSuite, IClassFixture<OneSilo>
{
    private protected override IRuntimeUnderTest Start(RuntimeSetup setup) => new OrleansRuntimeUnderTest(silos, setup);
}

/// <summary>The same.</summary>
public sealed class OneSiloRequestTests(OneSilo silos) : RuntimeRequestSuite, IClassFixture<OneSilo>
{
    private protected override IRuntimeUnderTest Start(RuntimeSetup setup) => new OrleansRuntimeUnderTest(silos, setup);
}
