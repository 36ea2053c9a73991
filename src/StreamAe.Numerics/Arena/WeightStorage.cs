namespace StreamAe.Numerics.Arena;

/// <summary>How an arena holds weights and biases. Error weights are always single precision: they span more than half precision can.</summary>
public enum WeightStorage
{
    /// <summary>Single precision: what training made, bit for bit.</summary>
    Float32,

    /// <summary>
    /// Half precision (IEEE 754 binary16), widened as it is read: half the memory, and where memory is what limits, nearly half the time. Each
    /// weight is rounded to 11 bits, 4.9e-4 relative at most, and those under 6.1e-5 become 0; scores stay within 1e-2 relative. Weights
    /// beyond ±65504 do not fit.
    /// </summary>
    Float16,
}
