/** Whether an http address is on this very machine. Parsed, so that "http://localhost@elsewhere" is not. */
export function isLoopback(address: string): boolean {
  const url = URL.parse(address);
  return (
    url?.protocol === "http:" &&
    url.username === "" &&
    ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname)
  );
}
