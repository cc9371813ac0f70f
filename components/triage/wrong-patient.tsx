/** Nothing of the patient is shown and nothing can be done: two sources disagree on who this is. */
export function WrongPatient({ message }: { message: string }) {
  return (
    <div className="mx-auto max-w-[40rem] px-5 py-16">
      <div
        role="alert"
        className="rounded-lg border-2 border-danger-line bg-danger-soft px-6 py-5 text-[1.07rem] text-danger"
      >
        <h1 className="text-[1.57rem] leading-tight font-semibold tracking-tight text-balance">
          <span aria-hidden="true">✕ </span>Stopped: two different patients
        </h1>
        <p className="mt-2 text-pretty">{message}</p>
        <p className="mt-2 text-pretty">
          Go back to the EHR, check who is selected there, and launch again from that patient.
        </p>
      </div>
      <p className="mt-4">
        <a href="/board" className="font-medium text-accent underline">
          Back to the board
        </a>
      </p>
    </div>
  );
}
