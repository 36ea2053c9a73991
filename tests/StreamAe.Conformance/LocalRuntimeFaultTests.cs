namespace StreamAe.Conformance;

public sealed class LocalRuntimeFaultTests : RuntimeFaultSuite
{
    private protected override IRuntimeUnderTest Start(RuntimeSetup setup) => new LocalRuntimeUnderTest(setup);
}
