namespace StreamAe.Conformance;

public sealed class LocalRuntimeVerdictTests : RuntimeVerdictSuite
{
    private protected override IRuntimeUnderTest Start(RuntimeSetup setup) => new LocalRuntimeUnderTest(setup);
}
