namespace StreamAe.Numerics.Architectures;

/// <summary>The function applied to a layer's sums, element by element.</summary>
public enum Activation
{
    /// <summary>x</summary>
    Linear,

    /// <summary>tanh x, in (−1, 1).</summary>
    Tanh,

    /// <summary>1 / (1 + e⁻ˣ), in (0, 1).</summary>
    Sigmoid,

    /// <summary>max(x, 0)</summary>
    Relu,

    /// <summary>x for x &gt; 0, else 0.01·x</summary>
    LeakyRelu,

    /// <summary>x for x &gt; 0, else eˣ − 1</summary>
    Elu,
}
