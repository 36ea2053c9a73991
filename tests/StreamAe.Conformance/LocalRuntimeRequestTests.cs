namespace StreamAe.Conformance;

public sealed class LocalRuntimeRequestTests : RuntimeRequestSuite
{
    private protected override IRuntimeUnderTest Start(RuntimeSetup setup) => new LocalRuntimeUnderTest(setup);
}
